# Basic tools: tensors on a worker, pointers to them, and gradients there.
# ruff: noqa: E402
import torch

x = torch.tensor([1, 2, 3, 4, 5])
y = x + x
print(y)

import syft as sy

hook = sy.TorchHook(torch)
print(torch.tensor([1, 2, 3, 4, 5]))

bob = sy.VirtualWorker(hook, id="bob")
x = torch.tensor([1, 2, 3, 4, 5])
y = torch.tensor([1, 1, 1, 1, 1])

x_ptr = x.send(bob)
y_ptr = y.send(bob)
print(x_ptr)
print(bob._objects)

z = x_ptr + x_ptr
print(z)
print(bob._objects)

print(x_ptr.location, bob == x_ptr.location, x_ptr.id_at_location in bob._objects, x_ptr.owner)
me = sy.local_worker
print(me, me == x_ptr.owner)

print(x_ptr.get())
print(y_ptr.get())
print(z.get())
print(bob._objects)

x = torch.tensor([1, 2, 3, 4, 5]).send(bob)
y = torch.tensor([1, 1, 1, 1, 1]).send(bob)
z = x + y
print(z.get())
z = torch.add(x, y)
print(z.get())

x = torch.tensor([1, 2, 3, 4, 5.0], requires_grad=True).send(bob)
y = torch.tensor([1, 1, 1, 1, 1.0], requires_grad=True).send(bob)
z = (x + y).sum()
z.backward()
x = x.get()
print(x)
print(x.grad)
