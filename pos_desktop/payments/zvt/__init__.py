"""Card terminals that speak ZVT, the protocol of German, Austrian and Swiss terminals, driven without any internet."""
