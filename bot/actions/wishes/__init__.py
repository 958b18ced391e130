"""The renovation menu: written by staff, sent to the groups, chosen from at home, ranked at its close."""
