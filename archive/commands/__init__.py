"""The subcommands of `nianbao`: options, printed words and exit codes, nothing else."""
