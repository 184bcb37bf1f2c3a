"""Results as files: a workbook with live formulas, the 优质均衡 self-evaluation as docx."""
