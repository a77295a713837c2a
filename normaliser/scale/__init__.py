"""Work past one machine: the pipeline as steps of datatrove, which brings shards, executors and the resuming.

Needs the extra `[scale]`. `RepairStep` and `AlignStep` stand in any pipeline of datatrove's; `normaliser run` puts one
together from `ShardReader`, a step and a writer. docs/scale.md says what it costs.
"""

try:
    import datatrove  # noqa: F401  # asked for here, so that whoever lacks it is told how to get it
except ImportError:
    raise ImportError('normaliser.scale needs datatrove; try: pip install "normaliser[scale]"') from None

from normaliser.scale.shards import ShardReader
from normaliser.scale.steps import AlignStep, RepairStep
from normaliser.scale.writers import WholeJsonlWriter, WholeParquetWriter

__all__ = ["AlignStep", "RepairStep", "ShardReader", "WholeJsonlWriter", "WholeParquetWriter"]
