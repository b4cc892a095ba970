# Advanced remote execution: pointers to pointers, moving data, and what is freed when.
# ruff: noqa: B007, I001
import torch
import syft as sy

hook = sy.TorchHook(torch)
bob = sy.VirtualWorker(hook, id="bob")
alice = sy.VirtualWorker(hook, id="alice")

x = torch.tensor([1, 2, 3, 4])
x_ptr = x.send(bob)
pointer_to_x = x_ptr.send(alice)
print(pointer_to_x)
print(bob._objects)
print(alice._objects)

x_ptr = pointer_to_x.get()
print(x_ptr)
x = x_ptr.get()
print(x)
print(bob._objects, alice._objects)

p2p2x = torch.tensor([1, 2, 3, 4, 5]).send(bob).send(alice)
y = p2p2x + p2p2x
print(len(bob._objects), len(alice._objects))
print(y.get().get())
print(len(bob._objects), len(alice._objects))
del p2p2x
print(bob._objects, alice._objects)

x = torch.tensor([1, 2, 3, 4, 5]).send(bob)
print(len(bob._objects), len(alice._objects))
x = x.move(alice)
print(len(bob._objects), len(alice._objects))
print(x)

bob = bob.clear_objects()
x = torch.tensor([1, 2, 3, 4, 5]).send(bob)
print(len(bob._objects))
del x
print(bob._objects)
x = torch.tensor([1, 2, 3, 4, 5]).send(bob)
x = "asdf"
print(bob._objects)
for i in range(1000):
    x = torch.Tensor([1, 2, 3, 4, 5]).send(bob)
print(bob)
