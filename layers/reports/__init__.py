"""Reports to be signed: what is asked, what comes out, as pages, as a workbook and as a recipe that makes it again."""
