"""A small series file that is right, for tests to load and to spoil."""

SMALL = """
[series]
slug = "tour"
name.en = "A tour"

[[speakers]]
slug = "ada"
name = "Ada Example"

[[seminars]]
slug = "pinsk"
town = "pinsk"
status = "published"
starts = 2027-03-10T10:00:00
ends = 15:30:00
capacity = 20
title.en = "Clusters"
closes = "2 days before, 18:00"
venue.name.en = "Hall 1"

[[seminars.agenda]]
starts = 10:00:00
title.en = "Opening"
speakers = ["ada"]
"""
