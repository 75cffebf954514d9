"""The Coverage view: who is within assumed reach of which sites, where gaps are, what would close them."""
