"""Trains the clique detector on mini-batches of random graphs."""

import argparse

import torch
import torch.nn.functional as F
from data import NUM_FEATURES, random_graphs
from model import HierarchicalNet
from torch_geometric.loader import DataLoader


def main(backend: str, epochs: int) -> None:
    torch.manual_seed(0)
    graphs = random_graphs(640)
    train_loader = DataLoader(graphs[:512], batch_size=32, shuffle=True)
    test_loader = DataLoader(graphs[512:], batch_size=32)

    net = HierarchicalNet(NUM_FEATURES, 32, 2)
    compiled = torch.compile(net, dynamic=True, backend=backend)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.005)

    for epoch in range(1, epochs + 1):
        net.train()
        total_loss = 0.0
        for data in train_loader:
            optimizer.zero_grad()
            out = compiled(data.x, data.edge_index, data.batch, data.num_graphs)
            loss = F.cross_entropy(out, data.y)
            loss.backward()
            optimizer.step()
            total_loss += loss.item() * data.num_graphs
        print(f"epoch {epoch:3d}  loss {total_loss / len(train_loader.dataset):.3f}")

    net.eval()
    correct = 0
    with torch.no_grad():
        for data in test_loader:
            out = compiled(data.x, data.edge_index, data.batch, data.num_graphs)
            correct += int((out.argmax(dim=-1) == data.y).sum())
    print(f"test accuracy: {correct / len(test_loader.dataset):.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--backend", default="inductor", help="torch.compile backend")
    parser.add_argument("--epochs", type=int, default=12)
    args = parser.parse_args()
    main(args.backend, args.epochs)
