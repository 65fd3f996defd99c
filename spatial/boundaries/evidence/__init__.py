"""What proves that nothing was altered: the chain over all rows, deposited files, anchors."""
