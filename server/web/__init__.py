"""The web floor: HTTP in, calls to the rooms below, pages and JSON out.

`app` puts it together; `access` guards; `pages` is for people, `api` and `uploads` for programs and the
page's client, `paper` for PDFs; `screens`, `skeleton`, `slots` and `binding` make the filling page.
"""
