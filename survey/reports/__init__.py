"""A release -> a report. `builder.write_report` makes the PDF; it loads neither Flask nor the live store."""
