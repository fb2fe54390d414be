"""One module for each chapter: from the answers of an analysis to what its template is handed."""
