"""Topics: residents say what they think in short sentences, and weigh each other's."""
