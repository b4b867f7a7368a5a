"""§8.1.2, §8.1.4 to §8.1.6: contact log, meetings, minutes, enquiries."""
