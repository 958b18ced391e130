"""Files that leave the disk after a while: papers with codes, somebody's data, pictures of who has answered."""

# The due row of such a file; its target is the SHA-256 of the bytes.
PAPER_FADES = "residents.paper_fades"
