"""Delivery: letters from the outbox to the platform, at the platform's own pace."""
