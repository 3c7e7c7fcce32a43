"""Trains the graph classifier on mini-batches of graphs and reports its test accuracy."""

import argparse

import torch
import torch.nn.functional as F
from model import GIN, NUM_CLASSES, NUM_FEATURES, molecules
from torch_geometric import seed_everything
from torch_geometric.loader import DataLoader


def main(backend: str, epochs: int) -> None:
    seed_everything(0)
    dataset = molecules(num_graphs=256)
    train_loader = DataLoader(dataset[:192], batch_size=32, shuffle=True)
    test_loader = DataLoader(dataset[192:], batch_size=32)

    net = GIN(NUM_FEATURES, 32, NUM_CLASSES)
    compiled = torch.compile(net, dynamic=True, backend=backend)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)

    for epoch in range(1, epochs + 1):
        net.train()
        total_loss = 0.0
        for data in train_loader:
            optimizer.zero_grad()
            out = compiled(data.x, data.edge_index, data.batch)
            loss = F.cross_entropy(out, data.y)
            loss.backward()
            optimizer.step()
            total_loss += loss.item() * data.num_graphs
        print(f"epoch {epoch:3d}  loss {total_loss / len(train_loader.dataset):.3f}")

    net.eval()
    correct = 0
    with torch.no_grad():
        for data in test_loader:
            predicted = compiled(data.x, data.edge_index, data.batch).argmax(dim=-1)
            correct += int((predicted == data.y).sum())
    print(f"test accuracy: {correct / len(test_loader.dataset):.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--backend", default="inductor", help="torch.compile backend")
    parser.add_argument("--epochs", type=int, default=10)
    args = parser.parse_args()
    main(args.backend, args.epochs)
