"""Models of two or three operators that the atlas measured one by one, put together by chance."""
