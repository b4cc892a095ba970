# fedgui, secure_aggregation
# EN: the same run in plain PyTorch: no workers, no messages, the same numbers to the last bit.
# PT: a mesma execução em PyTorch puro: sem workers, sem mensagens, os mesmos números até o último bit.
import torch
from torch import nn, optim

# EN: the seed of the run / PT: a semente da execução
torch.manual_seed(0)

data = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
target = torch.tensor([[0.0], [0.0], [1.0], [1.0]])
# EN: Bob's rows, then Alice's / PT: as linhas de Bob, depois as de Alice
datasets = [(data[:2], target[:2]), (data[2:], target[2:])]
model = nn.Linear(2, 1)
opt = optim.SGD(model.parameters(), lr=0.1)

for round in range(20):
    updates = []
    for rows, labels in datasets:
        loss = ((model(rows) - labels) ** 2).sum()
        # EN: prints like a fetched loss / PT: aparece como uma perda buscada
        print(loss.detach().requires_grad_())
        # EN: fixed point, 32 bits / PT: ponto fixo, 32 bits
        gradients = torch.autograd.grad(loss, [model.weight, model.bias])
        gradient = torch.cat([part.flatten() for part in gradients])
        updates.append((gradient * 2**16).round().int())
    # EN: int32 wraps around at 2**32, so the masks cancel exactly
    # PT: int32 dá a volta em 2**32, por isso as máscaras se cancelam exatamente
    mask = torch.randint(-(2**31), 2**31, (3,), dtype=torch.int32)
    received = [updates[0] + mask, updates[1] - mask]
    total = (received[0] + received[1]) / 2**16
    model.weight.grad, model.bias.grad = total[:2].view(1, 2), total[2:]
    opt.step()
