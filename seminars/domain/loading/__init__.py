"""The file of a series: read, judged and loaded."""
