"""Trains the simulator on random spring systems, with the whole model in one graph."""

import argparse

import torch
import torch.nn.functional as F
from model import Simulator, spring_system
from torch_geometric.loader import DataLoader


def main(backend: str, epochs: int) -> None:
    torch.manual_seed(0)
    systems = [spring_system(int(n)) for n in torch.randint(20, 40, (128,))]
    train_loader = DataLoader(systems[:96], batch_size=16, shuffle=True)
    test_loader = DataLoader(systems[96:], batch_size=16)

    net = Simulator(dim=2, hidden_channels=32)
    compiled = torch.compile(net, dynamic=True, fullgraph=True, backend=backend)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.005)

    for epoch in range(1, epochs + 1):
        net.train()
        total_loss = 0.0
        for data in train_loader:
            optimizer.zero_grad()
            loss = F.mse_loss(compiled(data.pos, data.velocity, data.edge_index), data.y)
            loss.backward()
            optimizer.step()
            total_loss += loss.item() * data.num_graphs
        if epoch % 5 == 0:
            print(f"epoch {epoch:3d}  loss {total_loss / len(train_loader.dataset):.4f}")

    net.eval()
    error, baseline = 0.0, 0.0
    with torch.no_grad():
        for data in test_loader:
            predicted = compiled(data.pos, data.velocity, data.edge_index)
            error += F.mse_loss(predicted, data.y, reduction="sum").item()
            baseline += data.y.square().sum().item()
    print(f"test error: {error / baseline:.1%} of that of predicting no acceleration at all")

    # The scripted module needs no Python: it is what a simulation in C++ would load.
    scripted = torch.jit.script(net)
    data = systems[-1]
    print(f"scripted:\n{scripted(data.pos, data.velocity, data.edge_index)[:3]}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--backend", default="inductor", help="torch.compile backend")
    parser.add_argument("--epochs", type=int, default=30)
    args = parser.parse_args()
    main(args.backend, args.epochs)
