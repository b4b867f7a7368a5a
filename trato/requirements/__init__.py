"""§8.2.1 to §8.2.4: RAR, RTP and the review before commitment."""
