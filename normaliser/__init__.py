"""Find the Arabic quotations of scraped bilingual text, repair the garbled ones, pair each with its English."""
