"""The Administration view: accounts, grants, rules of layers, the log, the store, and a look at oneself."""
