"""People in their private chat: coming, their home, roles, the menu, help, their data."""
