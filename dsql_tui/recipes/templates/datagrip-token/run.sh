datagrip .
