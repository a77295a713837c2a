"""What other libraries can use as it is: `datasets` for those of Hugging Face, `spacy` for a step of a pipeline."""
