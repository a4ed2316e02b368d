"""Looking after prepared datasets: verify them, find duplicates, show what they hold, hand them to other toolkits."""
