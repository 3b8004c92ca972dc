"""`sightline serve`: both applications on this machine."""

from __future__ import annotations

import click


@click.command()
@click.pass_context
def serve(context: click.Context) -> None:
    """Serve answering and office, with a worker beside, until interrupted; SIGHTLINE_ settings say where."""
    from survey.config import settings
    from survey.serving import serve as serve_parts

    every = context.find_root().command
    worker = isinstance(every, click.Group) and "worker" in every.commands
    serve_parts(settings(), say=click.echo, worker=worker)
