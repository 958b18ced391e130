"""Which homes a vote has reached: recorded home by home by whoever enters paper."""
