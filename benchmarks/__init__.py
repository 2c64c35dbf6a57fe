"""Figures of the product, each printed beside a yardstick measured in the same run."""
