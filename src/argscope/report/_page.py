def page(record): return ""
