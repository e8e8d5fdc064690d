"""Line displays for the customer."""
