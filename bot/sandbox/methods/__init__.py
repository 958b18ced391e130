"""The Bot API methods that the sandbox models, one module per group."""
