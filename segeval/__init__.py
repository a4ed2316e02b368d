"""segeval: how good is this model on that dataset, and can anyone else get the same number?"""

__version__ = "0.1.0"
