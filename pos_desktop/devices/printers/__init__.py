"""Receipt printers: laying a document out, putting it into ESC/POS, and talking to the printer."""
