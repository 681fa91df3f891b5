"""An archive of calls: found, analysed in parallel processes, kept one event log each, told in tables and pages."""
