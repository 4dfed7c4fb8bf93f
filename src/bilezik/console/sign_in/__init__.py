"""The sign-in page: its template and style; the view is `app`'s, because signing in is a deed."""
