"""The life of things: submissions, enterprises, accounts and what happens to them."""
