"""Trains the topic model full batch, with the whole model in one graph."""

import argparse

import torch
import torch.nn.functional as F
from model import NUM_TOPICS, HeteroGNN, citation_network


def main(backend: str, epochs: int) -> None:
    torch.manual_seed(0)
    data = citation_network(num_papers=400)
    y = data["paper"].y
    train_mask = torch.rand(y.numel()) < 0.2

    net = HeteroGNN(32, NUM_TOPICS)
    compiled = torch.compile(net, fullgraph=True, backend=backend)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.005, weight_decay=1e-3)

    for epoch in range(1, epochs + 1):
        net.train()
        optimizer.zero_grad()
        out = compiled(data.x_dict, data.edge_index_dict)
        loss = F.cross_entropy(out[train_mask], y[train_mask])
        loss.backward()
        optimizer.step()
        if epoch % 5 == 0:
            print(f"epoch {epoch:3d}  loss {loss.item():.3f}")

    net.eval()
    with torch.no_grad():
        predicted = compiled(data.x_dict, data.edge_index_dict).argmax(dim=-1)
    accuracy = (predicted == y)[~train_mask].float().mean().item()
    print(f"accuracy on the papers without a label: {accuracy:.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--backend", default="inductor", help="torch.compile backend")
    parser.add_argument("--epochs", type=int, default=30)
    args = parser.parse_args()
    main(args.backend, args.epochs)
