"""`python -m normaliser`: the command line."""

from normaliser.cli import main

if __name__ == "__main__":
    main()
