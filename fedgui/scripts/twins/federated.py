# fedgui, federated
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

for round in range(10):
    for rows, labels in datasets:
        opt.zero_grad()
        loss = ((model(rows) - labels) ** 2).sum()
        loss.backward()
        opt.step()
        # EN: prints like a fetched loss / PT: aparece como uma perda buscada
        print(loss.detach().requires_grad_())
