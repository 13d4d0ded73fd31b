"""News as feed readers take them: a feed as bytes, and what its entries say."""
