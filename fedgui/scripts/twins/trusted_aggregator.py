# fedgui, trusted_aggregator
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

for round in range(10):
    copies = []
    for rows, labels in datasets:
        # EN: each worker starts from the same weights / PT: cada worker parte dos mesmos pesos
        copy = nn.Linear(2, 1)
        copy.load_state_dict(model.state_dict())
        opt = optim.SGD(copy.parameters(), lr=0.1)
        for step in range(5):
            opt.zero_grad()
            loss = ((copy(rows) - labels) ** 2).sum()
            loss.backward()
            opt.step()
        # EN: prints like a fetched loss / PT: aparece como uma perda buscada
        print(loss.detach().requires_grad_())
        copies.append(copy)
    # EN: the average / PT: a média
    bobs, alices = copies
    with torch.no_grad():
        model.weight.copy_((bobs.weight + alices.weight) / 2)
        model.bias.copy_((bobs.bias + alices.bias) / 2)
