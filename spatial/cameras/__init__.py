"""The register of cameras (视频点位): what each sees, where it stands, and links to its pictures.

No video comes here: a camera has a link into the platform that has its pictures (R7.5).
"""
