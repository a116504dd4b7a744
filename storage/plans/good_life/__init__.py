"""The Good Life plan: a young person's strengths and goals in their own words, which goes with them when they leave."""
