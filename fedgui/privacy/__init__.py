"""What the server can learn from what it received, and what helps against that.

Everything works on plain tensors, arrays or numbers, so that it can be tried in a notebook, without a window:

- `attacks`: from a gradient, or from weights before and after, back to the rows;
- `masks`: pairwise masks that hide whose update is whose, and cancel in the sum;
- `noise`: clipping and Gaussian noise, which limit what an update tells;
- `aggregation`: sum, mean and weighted mean of updates.

Nothing is imported here: a reader of one of them need not wait for the others.
"""
