"""Work that takes longer than a handler may: one module per feature, one function per kind of job."""
