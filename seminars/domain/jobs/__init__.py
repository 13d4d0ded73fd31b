"""When a job may run; which jobs there are stands in the worker."""
