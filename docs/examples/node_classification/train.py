"""Trains the community model full batch: labels of one member in ten are known."""

import argparse

import torch
import torch.nn.functional as F
from model import NUM_CLASSES, NUM_FEATURES, Net, community_network


def main(backend: str, epochs: int) -> None:
    torch.manual_seed(0)
    data = community_network(members=100)
    train_mask = torch.rand(data.num_nodes) < 0.1

    net = Net(NUM_FEATURES, 32, NUM_CLASSES)
    compiled = torch.compile(net, backend=backend)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01, weight_decay=5e-4)

    for epoch in range(1, epochs + 1):
        net.train()
        optimizer.zero_grad()
        out = compiled(data.x, data.edge_index)
        loss = F.cross_entropy(out[train_mask], data.y[train_mask])
        loss.backward()
        optimizer.step()
        if epoch % 10 == 0:
            print(f"epoch {epoch:3d}  loss {loss.item():.3f}")

    net.eval()
    with torch.no_grad():
        predicted = compiled(data.x, data.edge_index).argmax(dim=-1)
    accuracy = (predicted == data.y)[~train_mask].float().mean().item()
    print(f"accuracy on the unlabelled members: {accuracy:.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--backend", default="inductor", help="torch.compile backend")
    parser.add_argument("--epochs", type=int, default=50)
    args = parser.parse_args()
    main(args.backend, args.epochs)
