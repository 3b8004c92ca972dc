"""Launch, credit, close and freeze: the worker's operations, which see admission, ballots and keys. No Flask."""
