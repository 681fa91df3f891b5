"""The coach's board, the agent's page and listening in: HTTP and WebSockets over the store and the hub."""
